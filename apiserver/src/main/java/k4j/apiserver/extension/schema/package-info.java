/// Schemas of custom resources, and what they do with objects: prune, fill in, describe.
@NullMarked
package k4j.apiserver.extension.schema;

import org.jspecify.annotations.NullMarked;
