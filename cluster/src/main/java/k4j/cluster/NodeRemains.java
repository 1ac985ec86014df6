package k4j.cluster;

import k4j.cluster.profile.Profile;

public final class NodeRemains {
  public NodeRemains(Profile p) {}

  public void remove() {}
}
