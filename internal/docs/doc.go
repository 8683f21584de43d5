// Package docs holds what is written about the program, and the test that holds it to the tree: a registry that lacks a
// room, and a step of add-a-registry.md that is no room, fail TestEveryRegistryHasItsRooms and its siblings.
package docs
