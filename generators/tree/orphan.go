package tree

import (
	"bytes"
	"slices"
)

// orphan decides about a path that is in the lock and not wanted any more.
func (c *comparison) orphan(name string, records []Record) error {
	others := slices.DeleteFunc(slices.Clone(records), func(r Record) bool { return c.selected(r.Generator) })
	switch {
	case len(others) == len(records):
		c.record(records...)
		return nil
	case slices.ContainsFunc(records, func(r Record) bool { return r.Own == Whole }):
		return c.orphanFile(name, records)
	case slices.ContainsFunc(records, func(r Record) bool { return r.Own == Block }):
		return c.block(File{Path: name, Own: Block}, nil, records)
	}
	return nil // written once: its reader's, and forgotten
}

// orphanFile removes a file only if it is what devgen wrote, by its hash and its header. A file that is not on the
// disk any more, or whose place something else has taken, is forgotten.
func (c *comparison) orphanFile(name string, records []Record) error {
	found, obstacle, err := c.disk.read(name, maxFile)
	if err != nil || obstacle != "" || found == nil {
		return err
	}
	e := Entry{Path: name, Own: Whole, Generator: records[0].Generator, found: found, Old: folded(found.body)}
	var keep bool
	e.State, e.Reason, keep = c.verdict(e, records)
	if keep {
		c.record(records...)
	}
	c.add(e)
	return nil
}

// verdict says what becomes of an unwanted file, and whether the lock goes on to list it. It does as long as the file
// looks generated and may still be at work, a workflow for example: then people are told at every build. Without the
// header its reader has made it their own, and is told once.
func (c *comparison) verdict(e Entry, records []Record) (state State, reason string, keep bool) {
	hash := hashOf(e.Old)
	written := slices.ContainsFunc(records, func(r Record) bool { return r.Own == Whole && r.Hash == hash })
	switch {
	case c.options.KeepOrphans:
		return Kept, "not wanted any more, kept on request", true
	case c.forced(e.Path):
		return Removed, "removed on request", false
	case written && mayBeOurs(e.Path, e.Old):
		return Removed, "not wanted any more", false
	case written:
		return Kept, "not wanted any more, but without the header of generated files: delete it if you do not need it", true
	case HasHeader(e.Old):
		return Kept, "not wanted any more, but edited by hand: delete it, or remove its header to keep it", true
	case !HasComments(e.Path):
		return Kept, "not wanted any more, but edited by hand: delete it if you do not need it", true
	}
	return Kept, "not wanted any more, but edited by hand: it is yours now", false
}

// isBlank reports whether a text has nothing in it that anybody would miss.
func isBlank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }
