package k4j.kubelet.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import k4j.api.json.Json;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.cri.container.Capabilities;
import k4j.cri.container.LinuxContainerSecurityContext;
import k4j.cri.container.SecurityProfile;
import k4j.cri.image.Image;
import k4j.cri.sandbox.LinuxSandboxSecurityContext;
import k4j.cri.sandbox.NamespaceMode;
import k4j.cri.sandbox.NamespaceOption;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.reference.InvalidSpecException;

/// The security context of a container: its own over its pod's.
public final class SecurityContexts {

  private final Path seccompProfiles;

  /// @param seccompProfiles where profiles of type Localhost are
  public SecurityContexts(Path seccompProfiles) {
    this.seccompProfiles = seccompProfiles;
  }

  /// @throws InvalidSpecException where the container may not run as root and would
  public LinuxContainerSecurityContext of(
      JsonObject pod, JsonObject container, Image image, String targetId) {
    JsonObject own = container.object("securityContext");
    JsonObject pods = PodSpecs.spec(pod).object("securityContext");
    OptionalLong user = number(own, pods, "runAsUser");
    checkNonRoot(pod, container, image, user);
    boolean privileged = own.bool("privileged");
    var out = LinuxContainerSecurityContext.builder();
    out.privileged(privileged)
        .readonlyRootfs(own.bool("readOnlyRootFilesystem"))
        .namespaceOptions(namespaces(pod, targetId))
        .capabilities(
            new Capabilities(
                own.object("capabilities").array("add").strings(),
                own.object("capabilities").array("drop").strings()))
        .supplementalGroups(groups(pods))
        .supplementalGroupsStrict(pods.string("supplementalGroupsPolicy").equals("Strict"))
        .noNewPrivs(own.has("allowPrivilegeEscalation") && !own.bool("allowPrivilegeEscalation"))
        .seccomp(privileged ? SecurityProfile.UNCONFINED : seccomp(own, pods));
    if (privileged || own.string("procMount").equals("Unmasked")) {
      out.maskedPaths(List.of()).readonlyPaths(List.of());
    }
    if (user.isPresent()) {
      out.runAsUser(user.getAsLong());
    } else if (image.uid().isPresent()) {
      out.runAsUser(image.uid().getAsLong());
    } else if (!image.username().isEmpty()) {
      out.runAsUsername(image.username());
    }
    number(own, pods, "runAsGroup").ifPresent(out::runAsGroup);
    return out.build();
  }

  public LinuxSandboxSecurityContext ofSandbox(JsonObject pod) {
    JsonObject pods = PodSpecs.spec(pod).object("securityContext");
    boolean privileged =
        PodSpecs.allContainers(pod).stream()
            .anyMatch(c -> c.object("securityContext").bool("privileged"));
    return new LinuxSandboxSecurityContext(
        namespaces(pod, ""),
        number(JsonObject.EMPTY, pods, "runAsUser"),
        number(JsonObject.EMPTY, pods, "runAsGroup"),
        false,
        groups(pods),
        privileged,
        SecurityProfile.RUNTIME_DEFAULT);
  }

  private static OptionalLong number(JsonObject own, JsonObject pods, String name) {
    if (own.has(name)) {
      return OptionalLong.of(own.integer(name));
    }
    return pods.has(name) ? OptionalLong.of(pods.integer(name)) : OptionalLong.empty();
  }

  private static List<Long> groups(JsonObject pods) {
    List<Long> result = new ArrayList<>();
    if (pods.has("fsGroup")) {
      result.add(pods.integer("fsGroup"));
    }
    for (Json group : pods.array("supplementalGroups")) {
      if (group instanceof JsonInteger number) {
        result.add(number.value());
      }
    }
    return result;
  }

  static NamespaceOption namespaces(JsonObject pod, String targetId) {
    JsonObject spec = PodSpecs.spec(pod);
    NamespaceMode pid = NamespaceMode.CONTAINER;
    if (spec.bool("hostPID")) {
      pid = NamespaceMode.NODE;
    } else if (spec.bool("shareProcessNamespace")) {
      pid = NamespaceMode.POD;
    } else if (!targetId.isEmpty()) {
      pid = NamespaceMode.TARGET;
    }
    return new NamespaceOption(
        spec.bool("hostNetwork") ? NamespaceMode.NODE : NamespaceMode.POD,
        pid,
        spec.bool("hostIPC") ? NamespaceMode.NODE : NamespaceMode.POD,
        pid == NamespaceMode.TARGET ? targetId : "");
  }

  private SecurityProfile seccomp(JsonObject own, JsonObject pods) {
    JsonObject profile =
        own.has("seccompProfile") ? own.object("seccompProfile") : pods.object("seccompProfile");
    return switch (profile.string("type")) {
      case "RuntimeDefault" -> SecurityProfile.RUNTIME_DEFAULT;
      case "Localhost" ->
          new SecurityProfile(
              SecurityProfile.Type.LOCALHOST,
              seccompProfiles.resolve(profile.string("localhostProfile")).toString());
      default -> SecurityProfile.UNCONFINED;
    };
  }

  private static void checkNonRoot(
      JsonObject pod, JsonObject container, Image image, OptionalLong user) {
    JsonObject own = container.object("securityContext");
    JsonObject pods = PodSpecs.spec(pod).object("securityContext");
    boolean nonRoot =
        own.has("runAsNonRoot") ? own.bool("runAsNonRoot") : pods.bool("runAsNonRoot");
    if (!nonRoot) {
      return;
    }
    Optional<String> problem = Optional.empty();
    if (user.isPresent()) {
      if (user.getAsLong() == 0) {
        problem = Optional.of("container's runAsUser breaks non-root policy");
      }
    } else if (image.uid().isPresent()) {
      if (image.uid().getAsLong() == 0) {
        problem = Optional.of("container has runAsNonRoot and image will run as root");
      }
    } else if (!image.username().isEmpty()) {
      problem =
          Optional.of(
              ("container has runAsNonRoot and image has non-numeric user (%s), "
                      + "cannot verify user is non-root")
                  .formatted(image.username()));
    }
    if (problem.isPresent()) {
      throw new InvalidSpecException(
          "%s (pod: \"%s\", container: %s)"
              .formatted(problem.get(), PodName.of(pod), container.string("name")));
    }
  }
}
