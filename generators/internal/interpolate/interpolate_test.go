package interpolate_test

import (
	"testing"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/interpolate"
	"devgen.dev/devgen/generators/internal/readers"
)

func check(t *testing.T, text string) {
	t.Helper()
	if got, err := readers.Compose(interpolate.Compose(text)); err != nil || got != text {
		t.Errorf("compose: wrote %q, read %q, %v", text, got, err)
	}
	if got := readers.Kubelet(interpolate.Kubernetes(text)); got != text {
		t.Errorf("kubelet: wrote %q, read %q", text, got)
	}
}

func TestValuesComeBack(t *testing.T) {
	for _, text := range corpus.Texts() {
		check(t, text)
	}
	for _, texts := range corpus.Short("$(){}ab") {
		for _, text := range texts {
			check(t, text)
			check(t, text+text)
		}
	}
}

func TestOnlyWhatTheKubeletReadsIsEscaped(t *testing.T) {
	for text, want := range map[string]string{
		"$HOME": "$HOME", "$(A)": "$$(A)", "a$": "a$", "$$": "$$$", "echo ${A}": "echo ${A}",
	} {
		if got := interpolate.Kubernetes(text); got != want {
			t.Errorf("Kubernetes(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzBoth(f *testing.F) {
	for _, text := range corpus.Texts() {
		if len(text) < 300 {
			f.Add(text)
		}
	}
	f.Fuzz(check)
}
