/// What a runtime says about itself.
@NullMarked
package k4j.cri.runtime;

import org.jspecify.annotations.NullMarked;
