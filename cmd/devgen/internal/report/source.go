package report

import (
	"bytes"

	"devgen.dev/devgen/spec"
)

// source is a text of the spec, with its lines and secrets found once: there may be as many problems as lines.
type source struct {
	spec.Source
	starts  []int               // where lines begin; nil before the first is asked for
	secrets map[int][]spec.Span // by line
}

func (s *source) index() {
	if s.starts != nil {
		return
	}
	s.starts = []int{0}
	for at := 0; ; {
		i := bytes.IndexByte(s.Text[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		s.starts = append(s.starts, at)
	}
	s.secrets = map[int][]spec.Span{}
	for _, at := range s.Secrets {
		s.secrets[at.Line] = append(s.secrets[at.Line], at)
	}
}

// line returns a line, counted from 1, without its end. The end of the text behind the last line end counts as a line:
// something may be missing there. It reports false for a line that there is not.
func (s *source) line(number int) (string, bool) {
	s.index()
	if number < 1 || number > len(s.starts) {
		return "", false
	}
	text := s.Text[s.starts[number-1]:]
	text, _, _ = bytes.Cut(text, []byte{'\n'})
	return string(bytes.TrimSuffix(text, []byte{'\r'})), true
}
