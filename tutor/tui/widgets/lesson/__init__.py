"""The left pane: prose, prediction, commands, hints of one step. Shows what it is told; decides nothing."""
