/// What a table's rows show, kind by kind.
@NullMarked
package k4j.apiserver.table.row;

import org.jspecify.annotations.NullMarked;
