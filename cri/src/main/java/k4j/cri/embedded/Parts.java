package k4j.cri.embedded;

import k4j.cri.embedded.container.Containers;
import k4j.cri.embedded.container.Launcher;
import k4j.cri.embedded.container.Streams;
import k4j.cri.embedded.image.ImageStore;
import k4j.cri.embedded.network.HostPorts;
import k4j.cri.embedded.network.PodNetwork;
import k4j.cri.embedded.sandbox.Sandboxes;
import k4j.cri.embedded.state.Node;
import k4j.cri.embedded.stats.StatsReader;

/// The parts that an embedded runtime is made of.
record Parts(
    EmbeddedConfig config,
    Node node,
    PodNetwork network,
    HostPorts hostPorts,
    ImageStore images,
    Launcher launcher,
    Sandboxes sandboxes,
    Containers containers,
    Streams streams,
    StatsReader stats,
    Events events) {}
