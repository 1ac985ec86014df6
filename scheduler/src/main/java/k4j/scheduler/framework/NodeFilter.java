package k4j.scheduler.framework;

import k4j.scheduler.snapshot.NodeInfo;

/// Whether one pod, already known, can run on a node.
@FunctionalInterface
public interface NodeFilter {

  Verdict check(NodeInfo node);
}
