// Package docs holds the pages of problems, so that devgen explain prints them without a network.
package docs

import "embed"

// Problems holds problems/DGnnn.md, one page for each code.
//
//go:embed problems/*.md
var Problems embed.FS
