package spec

import (
	"strconv"
	"strings"
)

// MilliCPU reads an amount of processor ("500m", "1.5") as thousandths of a core; 0 if it is none.
func MilliCPU(text string) int64 {
	if milli, ok := strings.CutSuffix(text, "m"); ok {
		n, _ := strconv.ParseInt(milli, 10, 64)
		return n
	}
	cores, _ := strconv.ParseFloat(text, 64)
	return int64(cores*1000 + 0.5)
}

// Bytes reads an amount of memory ("512Mi") as bytes; 0 if it is none.
func Bytes(text string) int64 {
	for suffix, factor := range map[string]int64{"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30} {
		if number, ok := strings.CutSuffix(text, suffix); ok {
			n, _ := strconv.ParseInt(number, 10, 64)
			return n * factor
		}
	}
	return 0
}
