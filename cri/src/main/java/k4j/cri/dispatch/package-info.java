/// Several runtimes as one, told apart by the handler of a sandbox.
@NullMarked
package k4j.cri.dispatch;

import org.jspecify.annotations.NullMarked;
