package spec

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"needs", "ports", "settings", "stack", "image", "imageTag", "replicas"}
	for name, want := range map[string]string{
		"need": "needs", "port": "ports", "setings": "settings", "stcak": "stack", "image": "image", "IMAGE": "image",
		"image_tag": "imageTag", "image-tag": "imageTag", "dependsOn": "needs", "depends_on": "needs", "env": "settings",
		"replica": "replicas", "xyz": "", "": "", "a": "", "p": "", "database": "", "settinsg": "settings",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
	if got := nearest("environment", []string{"environments", "settings"}); got != "environments" {
		t.Errorf("a near name loses against a word of the same meaning: %q", got)
	}
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "abd", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3}, {"abcdef", "uvwxyz", 5}} {
		if got := editDistance(c.a, c.b, 5); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
