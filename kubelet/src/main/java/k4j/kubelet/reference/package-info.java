/// Values that a pod refers to: fields, resources, ConfigMaps, Secrets, services, and the
/// environment made of them.
@NullMarked
package k4j.kubelet.reference;

import org.jspecify.annotations.NullMarked;
