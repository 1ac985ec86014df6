/// What the runtime knows of its sandboxes and containers, kept on disk so that a next process can
/// adopt them.
@NullMarked
package k4j.cri.embedded.state;

import org.jspecify.annotations.NullMarked;
