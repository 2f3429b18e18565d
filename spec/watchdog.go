package spec

import (
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// limits bounds what reading a spec may cost.
type limits struct {
	time   time.Duration
	memory uint64 // of the whole process, in bytes
}

// defaultLimits are far above what a spec of 1,000 services needs (2 s and 0.7 GB where all of it is evaluated).
var defaultLimits = limits{time: 10 * time.Second, memory: 2 << 30}

// within runs work, and gives up when it exceeds the limits.
//
// CUE takes no context and cannot be stopped: 200 bytes of nested comprehensions run for hours. So the work runs on a
// goroutine of its own, and where a problem is returned, it is still running then. The caller ends the process soon,
// which is safe: nothing has been written at this stage.
func within(l limits, file string, work func()) *Problem {
	done := make(chan *fault, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				done <- &fault{v, debug.Stack()}
			}
			close(done)
		}()
		work()
	}()
	deadline, tick := time.NewTimer(l.time), time.NewTicker(10*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for {
		select {
		case crash := <-done:
			if crash != nil {
				panic(crash) // reported by the command as any other
			}
			return nil
		case <-deadline.C:
			return exceeded(file, fmt.Sprintf("this spec takes more than %s to work out", l.time))
		case <-tick.C:
			if heapBytes() > l.memory {
				return exceeded(file, fmt.Sprintf("this spec takes more than %d MiB of memory to work out", l.memory>>20))
			}
		}
	}
}

// fault is a panic that went from one goroutine to another: where it began would be lost otherwise.
type fault struct {
	value any
	stack []byte
}

// Error shows what happened, and where.
func (f *fault) Error() string { return fmt.Sprintf("%v\n\n%s", f.value, f.stack) }

func exceeded(file, message string) *Problem {
	p := fileProblem("DG017", file, message,
		"look for loops in loops, and for values that repeat each other many times", "write plain values in place of expressions")
	return &p
}

// heapBytes returns how much memory objects take, without stopping the program as runtime.ReadMemStats does.
func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
