package docs

import (
	"fmt"
	"slices"
	"strings"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/spec"
)

const testData = "Test data"

// seedSection says what rows there are to work with, how they get there, and as whom one can log in.
func seedSection(p *spec.Project, page *md.Page) {
	if p.Seed == nil {
		return
	}
	page.Heading(2, testData).Paragraph(seedProcess(p))
	if len(p.Seed.Tables) == 0 {
		return
	}
	rows := md.Table{Head: []string{"Table", "Rows"}}
	for _, t := range p.Seed.Tables {
		rows.Rows = append(rows.Rows, []string{md.Code(t.Name), rowNames(t)})
	}
	page.Table(rows)
	for _, t := range p.Seed.Tables {
		if passwordColumn(t) != "" {
			page.Paragraph("Log in as one of " + md.Code(t.Name) + ":").Table(loginTable(t))
		}
	}
}

// seedProcess says what loads the rows, and that they stay out of production.
func seedProcess(p *spec.Project) string {
	script := md.Link(p.Seed.Script(), "../"+p.Seed.Script())
	text := script + " holds rows for development and tests."
	if p.TaskNamed("seed") != nil {
		text = fmt.Sprintf("`make seed` loads %s into %s of development.", script, md.Code(p.Seed.Of))
	}
	if e := p.EnvironmentFor(spec.Test); e != nil && p.SeedTests(e) != nil {
		text += " It is loaded before the integration tests as well."
	}
	if p.Seed.File == "" {
		text += fmt.Sprintf(" It can be loaded again: rows that were changed become as %s has them, missing ones are added, others are left alone.", md.Code(p.SpecFile))
	}
	return text + " No task loads it into production, where its rows, and passwords that everybody knows, have no place."
}

// rowNames lists the rows of a table, of a long one the first.
func rowNames(t *spec.SeedTable) string {
	const most = 8
	var names []string
	for _, row := range t.Rows {
		names = append(names, md.Text(row.Name))
	}
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}

// passwordColumn returns the column whose values are hashes of passwords, or "".
func passwordColumn(t *spec.SeedTable) string {
	for _, row := range t.Rows {
		for _, v := range row.Values {
			if v.Password != "" {
				return v.Column
			}
		}
	}
	return ""
}

// loginTable shows the texts by which people tell the rows apart, and the password.
func loginTable(t *spec.SeedTable) md.Table {
	columns := tellingColumns(t)
	table := md.Table{Head: []string{"Row"}}
	for _, c := range columns {
		table.Head = append(table.Head, md.Text(c))
	}
	table.Head = append(table.Head, "Password")
	for _, row := range t.Rows {
		password, _ := row.Value(passwordColumn(t))
		if password.Password == "" {
			continue
		}
		cells := []string{md.Text(row.Name)}
		for _, c := range columns {
			v, _ := row.Value(c)
			cells = append(cells, md.Text(v.Text))
		}
		table.Rows = append(table.Rows, append(cells, md.Code(password.Password)))
	}
	return table
}

// tellingColumns are columns of text that are not the same in every row.
func tellingColumns(t *spec.SeedTable) []string {
	texts := map[string][]string{}
	var columns []string
	for _, row := range t.Rows {
		for _, v := range row.Values {
			if v.Type != spec.SeedText || v.Password != "" || v.Lookup != nil || v.Null {
				continue
			}
			if !slices.Contains(columns, v.Column) {
				columns = append(columns, v.Column)
			}
			if !slices.Contains(texts[v.Column], v.Text) {
				texts[v.Column] = append(texts[v.Column], v.Text)
			}
		}
	}
	return slices.DeleteFunc(columns, func(c string) bool { return len(texts[c]) < 2 && len(t.Rows) > 1 })
}
