package audit

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// socketName is the socket on which a gateway that has the log open writes down searches for who cannot have it open too. Who may use
// it is who may read the directory.
const socketName = "find.sock"

// The talk on the socket: one record's body in base64, one line; then "ok INDEX" or "no REASON", one line.
const (
	talkOK   = "ok "
	talkNo   = "no "
	maxTalk  = 2 * maxBody
	talkTime = 10 * time.Second
)

// Serve writes down the searches that come over the log's socket, until the log is closed. The error says why it cannot listen.
func (l *Log) Serve() error {
	name := filepath.Join(l.cfg.Directory, socketName)
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) { // left by a process that was killed: the directory is ours
		return err
	}
	at, done, err := short(name)
	if err != nil {
		return err
	}
	defer done()
	listener, err := net.ListenUnix("unix", at)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	listener.SetUnlinkOnClose(false) // by then its short name means nothing
	if err := os.Chmod(name, fileMode); err != nil {
		return errors.Join(err, listener.Close())
	}
	l.ended.Add(1)
	go l.accept(listener, name)
	return nil
}

// short returns an address for a name that may be longer than an address may be (108 bytes): by way of its directory, held open.
func short(name string) (at *net.UnixAddr, done func(), err error) {
	directory, err := os.Open(filepath.Dir(name))
	if err != nil {
		return nil, nil, err
	}
	return &net.UnixAddr{Net: "unix", Name: fmt.Sprintf("/proc/self/fd/%d/%s", directory.Fd(), filepath.Base(name))},
		func() { _ = directory.Close() }, nil
}

func (l *Log) accept(listener *net.UnixListener, name string) {
	defer l.ended.Done()
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-l.closed
		_ = listener.Close()
		_ = os.Remove(name)
	}()
	for {
		c, err := listener.Accept()
		if err != nil {
			break
		}
		l.talk(c) // one at a time: an officer can wait for another
	}
	<-stopped
}

func (l *Log) talk(c net.Conn) {
	defer func() { _ = c.Close() }() // there is nothing left to say
	if c.SetDeadline(time.Now().Add(talkTime)) != nil {
		return
	}
	line, err := readLine(c)
	if err != nil {
		return
	}
	index, err := l.told(line)
	if err != nil {
		_, _ = fmt.Fprintf(c, "%s%v\n", talkNo, err)
		return
	}
	_, _ = fmt.Fprintf(c, "%s%d\n", talkOK, index)
}

func (l *Log) told(line string) (int64, error) {
	body, err := base64.StdEncoding.DecodeString(line)
	if err != nil {
		return 0, errFind
	}
	r, err := decodeBody(body)
	if err != nil {
		return 0, errFind
	}
	ctx, cancel := context.WithTimeout(context.Background(), talkTime)
	defer cancel()
	return l.found(ctx, &r)
}

// readLine reads one line, however long a line may be at most.
func readLine(c net.Conn) (string, error) {
	from := bufio.NewReaderSize(c, maxTalk)
	line, err := from.ReadSlice('\n')
	return strings.TrimSuffix(string(line), "\n"), err
}

// Attached writes down searches through the gateway that has the log open.
type Attached struct{ directory string }

// Attach returns who writes down searches through the gateway that has the log of directory open.
func Attach(directory string) Attached { return Attached{directory} }

func (a Attached) found(ctx context.Context, r *Record) (int64, error) {
	at, done, err := short(filepath.Join(a.directory, socketName))
	if err != nil {
		return 0, err
	}
	defer done()
	c, err := new(net.Dialer).DialContext(ctx, "unix", at.Name)
	if err != nil {
		return 0, errors.New("no gateway that has the log open listens for searches here: start one, or open the log with its private key")
	}
	defer func() { _ = c.Close() }() // all was read
	if err := c.SetDeadline(time.Now().Add(2 * talkTime)); err != nil {
		return 0, err
	}
	if _, err := fmt.Fprintln(c, base64.StdEncoding.EncodeToString(appendBody(nil, r))); err != nil {
		return 0, err
	}
	line, err := readLine(c)
	if err != nil {
		return 0, errors.New("the gateway that has the log open did not answer")
	}
	if text, ok := strings.CutPrefix(line, talkOK); ok {
		return strconv.ParseInt(text, 10, 64) //nolint:forbidigo // an index: nothing personal
	}
	why, _ := strings.CutPrefix(line, talkNo)
	return 0, errors.New(why)
}
