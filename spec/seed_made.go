package spec

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/argon2"
	//lint:ignore SA1019 bcrypt is made of it, and x/crypto's own takes no salt
	"golang.org/x/crypto/blowfish"
)

// What the spec leaves out is made from names, so that it is the same in every build, and stays when other rows come
// and go.

// seedNamespace is devgen's own, so that nobody else makes the same UUIDs: version 5 of "devgen.dev/seed" among URLs.
var seedNamespace = [16]byte{0x0a, 0x7b, 0xb8, 0x65, 0xc0, 0xbc, 0x5d, 0xdb, 0x8f, 0xa9, 0xea, 0xc9, 0x71, 0x4e, 0xc9, 0x61}

// madeUUID is the UUID of a column of a row, by its name (RFC 9562, version 5).
func madeUUID(table, row, column string) string {
	h := sha1.New()
	h.Write(seedNamespace[:])
	fmt.Fprintf(h, "%s/%s/%s", table, row, column)
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

func madeSalt(table, row, column string) [16]byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "devgen seed %s/%s/%s", table, row, column))
	return [16]byte(sum[:16])
}

// bcryptCost is the lowest that verifiers take: the passwords are public, and every build and check makes the hashes.
const bcryptCost = 4

// bcryptAlphabet is bcrypt's own order of base64's digits.
var bcryptAlphabet = base64.NewEncoding("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789").WithPadding(base64.NoPadding)

// bcryptHash is a bcrypt hash in the form that every verifier reads ($2a$).
// Source: Provos and Mazières, "A Future-Adaptable Password Scheme", figures 2 and 3.
func bcryptHash(password string, salt [16]byte) string {
	key := append([]byte(password), 0)
	c, err := blowfish.NewSaltedCipher(key, salt[:])
	if err != nil {
		panic(err) // only for an empty key
	}
	for range 1 << bcryptCost {
		blowfish.ExpandKey(key, c)
		blowfish.ExpandKey(salt[:], c)
	}
	text := []byte("OrpheanBeholderScryDoubt")
	for block := 0; block < len(text); block += blowfish.BlockSize {
		for range 64 {
			c.Encrypt(text[block:], text[block:])
		}
	}
	// All implementations leave the last byte out.
	return fmt.Sprintf("$2a$%02d$%s%s", bcryptCost, bcryptAlphabet.EncodeToString(salt[:]), bcryptAlphabet.EncodeToString(text[:len(text)-1]))
}

// argon2Hash is an argon2id hash as the PHC string format has it, cheap for the same reason.
func argon2Hash(password string, salt [16]byte) string {
	const passes, memory, threads, size = 1, 1024, 1, 32 // memory in KiB
	sum := argon2.IDKey([]byte(password), salt[:], passes, memory, threads, size)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads, b64.EncodeToString(salt[:]), b64.EncodeToString(sum))
}
