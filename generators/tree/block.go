package tree

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// blockFile is a hand-written file with regions, while it is compared.
type blockFile struct {
	*comparison
	Entry
	marks   marks
	eol     string
	pieces  []piece
	records []Record // as the lock has them
	made    bool     // devgen made the file: it goes when nothing else is in it
	kept    bool     // a region is not wanted any more, but stays
	missing bool     // a wanted region has no place
}

// block compares a file of which only marked regions are devgen's: those of f, made by generators of the same order.
// Regions that the lock knows and f does not have are taken out.
func (c *comparison) block(f File, generators []string, records []Record) error {
	b := &blockFile{comparison: c, marks: marksOf(f.Path), records: records}
	b.Entry = Entry{Path: f.Path, Own: Block, State: Unchanged, Generator: makers(generators, records)}
	found, obstacle, err := c.disk.read(f.Path, maxFile)
	switch {
	case err != nil:
		return err
	case obstacle != "" || found == nil && len(f.Blocks) == 0:
		b.obstructed(obstacle, f)
		return nil
	case found == nil:
		if err := c.absent(&b.Entry, records); err != nil || b.refused() {
			c.add(b.Entry)
			return err
		}
	}
	b.open(found)
	if len(b.Faults) > 0 {
		b.broken(f)
		return nil
	}
	b.regions(f.Blocks, generators)
	b.finish(len(f.Blocks))
	return nil
}

func makers(generators []string, records []Record) string {
	names := slices.Clone(generators)
	for _, r := range records {
		if len(generators) == 0 {
			names = append(names, r.Generator)
		}
	}
	return strings.Join(slices.Compact(names), ", ")
}

// obstructed is for a place where there can be no regions. If none are wanted, that is as well.
func (b *blockFile) obstructed(obstacle string, f File) {
	if len(f.Blocks) > 0 {
		b.State, b.Reason = Obstructed, obstacle
		b.add(b.Entry)
	}
}

// open takes the file apart. One that devgen had to itself until now, and that is as it left it, is made anew.
func (b *blockFile) open(found *content) {
	b.found, b.eol = found, "\n"
	b.pieces, b.made = []piece{{}}, true
	if found == nil {
		return
	}
	b.Old = folded(found.body)
	hash := hashOf(b.Old)
	written := slices.ContainsFunc(b.records, func(r Record) bool { return r.Own == Whole && r.Hash == hash })
	if written && mayBeOurs(b.Path, b.Old) {
		return
	}
	b.made = slices.ContainsFunc(b.records, func(r Record) bool { return r.Made })
	b.eol = lineEnd(found.body)
	b.pieces, b.Faults = cut(b.marks, found.body)
}

// broken refuses to touch a file whose markers do not add up, unless nothing is wanted of it.
func (b *blockFile) broken(f File) {
	var all []string
	for _, fault := range b.Faults {
		all = append(all, fault.String())
	}
	b.State, b.Reason = Broken, "its region markers do not add up: "+strings.Join(all, "; ")
	if len(f.Blocks) == 0 {
		b.State = Kept
		b.record(b.records...)
	}
	b.add(b.Entry)
}

// regions takes out what is not wanted any more, and puts in what is: in this order, because a file in which nothing is
// left may get any region.
func (b *blockFile) regions(wanted []Region, generators []string) {
	for _, r := range b.records {
		unwanted := r.Own == Block && !slices.ContainsFunc(wanted, func(w Region) bool { return w.Name == r.Region })
		if unwanted {
			b.drop(r)
		}
	}
	for i, r := range wanted {
		b.region(r, generators[i])
	}
}

// region puts one region into the file and into the next lock.
func (b *blockFile) region(r Region, generator string) {
	p := find(b.pieces, r.Name)
	switch {
	case p == nil && !b.place(r):
		return
	case p != nil && !bytes.Equal(folded(p.body), r.Body) && b.mayFill(p):
		p.body = ended(r.Body, b.eol)
	}
	b.record(Record{Path: b.Path, Region: r.Name, Own: Block, Made: b.made, Generator: generator, Hash: hashOf(r.Body)})
}

// place adds a region that the file does not have. It reports whether the region is in the file now.
func (b *blockFile) place(r Region) bool {
	known := slices.ContainsFunc(b.records, func(o Record) bool { return o.Region == r.Name })
	switch {
	case b.found == nil || appendable(b.Path) || b.forced(b.Path) || isBlank(join(b.pieces)):
		b.because(known, "region %q was removed by hand", r.Name)
		b.because(true, "region %q is new", r.Name)
		put := with
		if goesFirst(b.Path) {
			put = before
		}
		b.pieces = put(b.pieces, b.marks, r, b.eol)
		return true
	case known:
		b.refuse(Edited, "region %q was removed by hand: put its markers back, or turn it off", r.Name)
		return true
	}
	b.missing = true
	b.note("region %q has no place yet: put %q and %q where it should be", r.Name, b.marks.begin(r.Name), b.marks.end(r.Name))
	return false
}

// mayFill decides whether what stands in a region may be replaced: if it is nothing, or what devgen wrote.
func (b *blockFile) mayFill(p *piece) bool {
	known := slices.ContainsFunc(b.records, func(r Record) bool { return r.Region == p.name })
	switch {
	case b.owns(p):
		b.because(!known, "region %q is new", p.name)
		return true
	case b.forced(b.Path):
		b.because(true, "overwritten on request")
		return true
	case known && isConflict(p.body):
		b.because(true, "holds an unfinished merge")
		return true
	case known:
		b.refuse(Edited, "region %q was edited by hand since the last build", p.name)
	default:
		b.refuse(Foreign, "region %q holds text that devgen did not write", p.name)
	}
	return false
}

// owns reports whether nothing of what stands in a region is anybody else's.
func (b *blockFile) owns(p *piece) bool {
	hash := hashOf(p.body)
	return isBlank(p.body) || slices.ContainsFunc(b.records, func(r Record) bool { return r.Region == p.name && r.Hash == hash })
}

// drop takes out a region that is not wanted any more.
func (b *blockFile) drop(r Record) {
	p := find(b.pieces, r.Region)
	switch {
	case !b.selected(r.Generator):
		b.record(r)
	case p == nil:
	case b.options.KeepOrphans:
		b.keep(r, "region %q is not wanted any more, kept on request")
	case !b.owns(p) && !b.forced(b.Path):
		b.keep(r, "region %q is not wanted any more, but edited by hand: delete it, or its markers")
	default:
		b.because(true, "region %q is not wanted any more", r.Region)
		b.pieces = without(b.pieces, r.Region)
	}
}

func (b *blockFile) keep(r Record, format string) {
	b.kept = true
	b.note(format, r.Region)
	b.record(r)
}

func (b *blockFile) note(format string, args ...any) {
	b.Notes = append(b.Notes, fmt.Sprintf(format, args...))
}

// because notes the first particular reason for writing the file.
func (b *blockFile) because(holds bool, format string, args ...any) {
	if holds && b.Reason == "" {
		b.Reason = fmt.Sprintf(format, args...)
	}
}

// refuse notes the first reason for which the file cannot be written.
func (b *blockFile) refuse(state State, format string, args ...any) {
	if !b.refused() {
		b.State, b.Reason = state, fmt.Sprintf(format, args...)
	}
}

// finish decides what becomes of the file as a whole, of which so many regions are wanted.
func (b *blockFile) finish(wanted int) {
	b.body = join(b.pieces)
	b.New = folded(b.body)
	switch {
	case b.refused() || b.found == nil:
	case wanted == 0 && b.made && isBlank(b.New) && !isBlank(b.Old):
		b.State, b.Reason, b.New, b.body = Removed, "not wanted any more", nil, nil
	case !bytes.Equal(b.body, b.found.body):
		b.State = Stale
		b.because(true, outdated)
	case b.missing:
		b.State, b.Reason = Unplaced, "has no place for a region yet"
	case b.kept:
		b.State, b.Reason = Kept, "has a region that is not wanted any more"
	case wanted == 0:
		return // nothing is wanted, and nothing is there
	}
	b.add(b.Entry)
}
