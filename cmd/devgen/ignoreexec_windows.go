package main

// ignoreExec: Windows has no executable bit, so a working tree there cannot have a wrong one.
const ignoreExec = true
