"""What argparse says of a call that it does not understand (Lib/argparse.py)."""

SENTENCES = {
    "unrecognized arguments: {}": "알 수 없는 인자입니다: {0}",
    "the following arguments are required: {}": "필요한 인자가 없습니다: {0}",
    "argument {}: invalid choice: {} (choose from {})": "인자 {0}: {1} 값은 쓸 수 없습니다(선택: {2})",
    "argument {}: invalid {} value: {}": "인자 {0}: {2} 값은 {1} 형식이 아닙니다",
    "argument {}: expected one argument": "인자 {0}: 값이 하나 필요합니다",
    "argument {}: not allowed with argument {}": "인자 {0}: {1} 인자와 함께 쓸 수 없습니다",
    "argument {}: ignored explicit argument {}": "인자 {0}: 값을 받지 않는데 {1} 값이 주어졌습니다",
    "ambiguous option: {} could match {}": "{0} 옵션이 모호합니다. 가능한 옵션: {1}",
}
