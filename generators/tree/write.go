package tree

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
)

// writeAttempts is how often a build starts again because somebody edits the very files that it is about to write.
const writeAttempts = 3

// Write compares and applies in one step, with the tree claimed in between: another build that ends meanwhile is no
// error, what it did is compared anew. It returns the plan, as Compare does; the errors are those of ReadLock, Compare
// and Plan.Apply. A tree that is as wanted is only read.
func Write(root *os.Root, want *Set, options Options) (Plan, error) {
	return write(rooted{root}, want, options)
}

func write(sys system, want *Set, options Options) (plan Plan, err error) {
	plan, err = compare(sys.FS(), want, options)
	if err != nil || plan.idle() && !plan.litter {
		return plan, err
	}
	c, err := take(sys, options.Waiting)
	if err != nil {
		return plan, err
	}
	defer func() { err = cmp.Or(err, c.release()) }()
	for range writeAttempts {
		err = c.apply(plan)
		var changed *ChangedError
		if !errors.As(err, &changed) {
			return plan, err
		}
		again, failure := compare(sys.FS(), want, options)
		if failure != nil {
			return again, failure
		}
		plan = again
	}
	return plan, err
}

// compare reads the lock and compares. A plan that has refusals comes with a *RefusedError.
func compare(fsys fs.FS, want *Set, options Options) (Plan, error) {
	lock, err := ReadLock(fsys)
	if err != nil {
		return Plan{}, err
	}
	plan, err := Compare(fsys, want, lock, options)
	if refused := plan.Refusals(); err == nil && len(refused) > 0 {
		err = &RefusedError{refused}
	}
	return plan, err
}
