// Package golden holds whole example repositories, with every generated file at its real path, and the tests over them.
//
// The test of a repository is the product's own check; DEVGEN_UPDATE=1 go test ./golden is its build. So the tools that
// consume the files can run on them as they lie there.
package golden
