package k4j.cluster.log;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A part of the cluster that has a log of its own.
public enum Component {
  ETCD("etcd", "k4j.store"),
  KUBE_APISERVER("kube-apiserver", "k4j.apiserver"),
  /// Before the controllers, whose loggers it is one of.
  STORAGE_PROVISIONER("storage-provisioner", "k4j.controllers.directoryprovisioner"),
  KUBE_CONTROLLER_MANAGER("kube-controller-manager", "k4j.controllers"),
  KUBE_SCHEDULER("kube-scheduler", "k4j.scheduler"),
  KUBE_PROXY("kube-proxy", "k4j.network.proxy"),
  COREDNS("coredns", "k4j.network.dns"),
  /// Kubelet, runtime, launcher and libraries: the node's own journal.
  NODE("node", "");

  private static final List<Component> ALL = List.of(values());

  private final String title;
  private final String loggers;

  Component(String title, String loggers) {
    this.title = title;
    this.loggers = loggers;
  }

  /// What Kubernetes calls it.
  public String title() {
    return title;
  }

  /// Its main logger, for what concerns it as a whole.
  public Logger logger() {
    return LoggerFactory.getLogger(loggers + ".Main");
  }

  /// The component that a logger, named by its class, belongs to.
  static Component of(String logger) {
    for (Component component : ALL) {
      if (logger.startsWith(component.loggers)) {
        return component;
      }
    }
    return NODE;
  }
}
