// Command devgen compiles one declarative spec of a project into every DevOps file it needs, and keeps them true.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
