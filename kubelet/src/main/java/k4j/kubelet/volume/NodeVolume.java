package k4j.kubelet.volume;

import java.nio.file.Path;

/// A volume of a pod that is ready on the node.
///
/// @param readOnly whether no container may write to it, whatever its mount says
public record NodeVolume(Path path, boolean readOnly) {}
