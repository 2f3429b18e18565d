package tree

import (
	"fmt"
	"strings"
	"testing"
)

// benchmarkSet is so many files of 2 KiB in folders of twenty.
func benchmarkSet(b *testing.B, files int, text string) *Set {
	set := &Set{}
	body := []byte(generated(strings.Repeat(text+"\n", 2048/(len(text)+1))))
	for i := range files {
		must(b, set.Add("gen", File{Path: fmt.Sprintf("k8s/service-%03d/file-%02d.yaml", i/20, i%20), Body: body}))
	}
	return set
}

func BenchmarkSet(b *testing.B) {
	for b.Loop() {
		benchmarkSet(b, 1000, "key: value").Files()
	}
}

// BenchmarkCheckUnchanged is devgen check, or a build with nothing to do.
func BenchmarkCheckUnchanged(b *testing.B) {
	for _, files := range []int{60, 1000} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			root, set := openRoot(b, b.TempDir()), benchmarkSet(b, files, "key: value")
			build(b, root, set)
			for b.Loop() {
				if plan, err := Check(root.FS(), set, Options{}); err != nil || !plan.Clean() {
					b.Fatalf("not clean, %v", err)
				}
			}
		})
	}
}

// BenchmarkCheckStale compares when every file has changed, and counts the lines.
func BenchmarkCheckStale(b *testing.B) {
	root := openRoot(b, b.TempDir())
	build(b, root, benchmarkSet(b, 1000, "key: value"))
	set := benchmarkSet(b, 1000, "key: other")
	for b.Loop() {
		plan, err := Check(root.FS(), set, Options{})
		must(b, err)
		if len(plan.Pending()) != 1000 {
			b.Fatal("not stale")
		}
	}
}

// BenchmarkWrite writes every file anew: the whole cost of a build behind the generators.
func BenchmarkWrite(b *testing.B) {
	for _, files := range []int{5, 60, 1000} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			root := openRoot(b, b.TempDir())
			sets := []*Set{benchmarkSet(b, files, "key: value"), benchmarkSet(b, files, "key: other")}
			for i := 0; b.Loop(); i++ {
				build(b, root, sets[i%2])
			}
		})
	}
}

func BenchmarkParseLock(b *testing.B) {
	var lock Lock
	for i := range 1000 {
		lock.Records = append(lock.Records, Record{Path: fmt.Sprintf("k8s/file-%04d.yaml", i), Own: Whole, Generator: "gen", Hash: hashOf(nil)})
	}
	text := lock.Bytes()
	for b.Loop() {
		if len(ParseLock(text).Records) != 1000 {
			b.Fatal("not read")
		}
	}
}
