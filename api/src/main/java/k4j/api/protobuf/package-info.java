/// Objects in the protobuf form of Kubernetes, by the field numbers of the schema.
@NullMarked
package k4j.api.protobuf;

import org.jspecify.annotations.NullMarked;
