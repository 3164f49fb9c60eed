"""The tutor, or the instructor's console, in a browser: one program, one home and one lab for each visitor.

Textual draws for a browser by its web driver, and textual-serve brings the terminal that runs in the page. Its server
is not used: it would run one program for each connection, by a shell, with the environment of its owner, for whoever
comes. Here a visitor is admitted by a token, and their program stays while the page is reloaded or the network is lost.

badge, names      pure: who is admitted; which Host and Origin are ours
served            pure: what a visitor's program is called with, and its environment
frames            pure: the packets between the program and us
program           a visitor's process
visit, visits     a visitor's program and page over time; all of them, and their limit
leftovers         what a server leaves behind that was killed, and its removal
pages, server     what a browser gets
serving           all of it together, until it is ended
driver            the other end: loaded by the visitor's program
"""
