// Package fair shares what there is little of between callers: places that are held at a time (Room), and turns among those
// who wait (Turns). It knows callers by their names alone, asks nobody to behave, and its memory is bounded by who is present.
package fair
