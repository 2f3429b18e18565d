//go:build !windows

package main

const ignoreExec = false
