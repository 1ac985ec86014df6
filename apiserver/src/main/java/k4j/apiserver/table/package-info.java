/// Server-side tables and metadata-only forms.
@NullMarked
package k4j.apiserver.table;

import org.jspecify.annotations.NullMarked;
