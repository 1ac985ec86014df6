package k4j.api.meta;

import java.util.List;
import java.util.stream.Collectors;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.Status.Details;
import k4j.api.schema.ResourceName;

/// A request that failed, with the very reason, code and words that Kubernetes uses (apimachinery,
/// `api/errors`).
public final class StatusException extends RuntimeException {

  private final transient Status status;

  public StatusException(Status status) {
    super(status.message(), null, false, false);
    this.status = status;
  }

  public Status status() {
    return status;
  }

  public int code() {
    return status.code();
  }

  public boolean is(String reason) {
    return status.reason().equals(reason);
  }

  public boolean isNotFound() {
    return is("NotFound");
  }

  public boolean isAlreadyExists() {
    return is("AlreadyExists");
  }

  public boolean isConflict() {
    return is("Conflict");
  }

  private static StatusException of(int code, String reason, String message, Details details) {
    return new StatusException(new Status(code, reason, message, details));
  }

  private static Details about(ResourceName resource, String name) {
    return Details.of(name, resource.group(), resource.plural());
  }

  public static StatusException notFound(ResourceName resource, String name) {
    String message = "%s \"%s\" not found".formatted(resource.groupResource(), name);
    return of(404, "NotFound", message, about(resource, name));
  }

  /// For a resource that its group does not have.
  public static StatusException noSuchResource() {
    return of(404, "NotFound", "the server could not find the requested resource", Details.EMPTY);
  }

  /// For a method that a URL does not have.
  public static StatusException methodNotAllowed() {
    return of(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        Details.EMPTY);
  }

  /// For a URL that nothing serves.
  public static StatusException noSuchPath() {
    return of(404, "NotFound", "the server could not find the requested resource", Details.NONE);
  }

  public static StatusException alreadyExists(ResourceName resource, String name) {
    String message = "%s \"%s\" already exists".formatted(resource.groupResource(), name);
    return of(409, "AlreadyExists", message, about(resource, name));
  }

  public static StatusException conflict(ResourceName resource, String name, String why) {
    String message =
        "Operation cannot be fulfilled on %s \"%s\": %s"
            .formatted(resource.groupResource(), name, why);
    return of(409, "Conflict", message, about(resource, name));
  }

  /// The optimistic lock's failure.
  public static StatusException modified(ResourceName resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static StatusException forbidden(ResourceName resource, String name, String why) {
    String subject =
        resource.plural().isEmpty()
            ? "forbidden"
            : name.isEmpty()
                ? resource.groupResource() + " is forbidden"
                : "%s \"%s\" is forbidden".formatted(resource.groupResource(), name);
    return of(403, "Forbidden", subject + ": " + why, about(resource, name));
  }

  /// What validation found. Each cause's message is one whole error without its field.
  ///
  /// @param group the kind's group, empty for the core group
  public static StatusException invalid(
      String group, String kind, String name, List<Cause> causes) {
    List<String> texts =
        causes.stream()
            .map(c -> c.field().isEmpty() ? c.message() : c.field() + ": " + c.message())
            .distinct()
            .toList();
    String all =
        texts.size() == 1
            ? texts.getFirst()
            : texts.stream().collect(Collectors.joining(", ", "[", "]"));
    String message = "%s \"%s\" is invalid: %s".formatted(qualified(group, kind), name, all);
    return of(422, "Invalid", message, Details.of(name, group, kind).withCauses(causes));
  }

  private static String qualified(String group, String kind) {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  public static StatusException badRequest(String message) {
    return of(400, "BadRequest", message, Details.NONE);
  }

  public static StatusException unauthorized() {
    return of(401, "Unauthorized", "Unauthorized", Details.NONE);
  }

  public static StatusException methodNotSupported(ResourceName resource, String verb) {
    String message =
        "%s is not supported on resources of kind \"%s\"".formatted(verb, resource.groupResource());
    return of(405, "MethodNotAllowed", message, about(resource, ""));
  }

  public static StatusException notAcceptable(String message) {
    return of(406, "NotAcceptable", message, Details.NONE);
  }

  public static StatusException unsupportedMediaType(String message) {
    return of(415, "UnsupportedMediaType", message, Details.NONE);
  }

  /// For a body of a type that the URL's route does not have.
  public static StatusException noRouteTakes() {
    return of(415, "UnsupportedMediaType", "415: Unsupported Media Type", Details.EMPTY);
  }

  /// For an answer of a type that the URL's route does not have.
  public static StatusException noRouteGives(String available) {
    String message = "406: Not Acceptable\n\nAvailable representations: " + available;
    return of(406, "NotAcceptable", message, Details.EMPTY);
  }

  public static StatusException tooLarge(String message) {
    return of(413, "RequestEntityTooLarge", message, Details.NONE);
  }

  /// A resource version or continue token that history no longer holds.
  public static StatusException expired(String message) {
    return of(410, "Expired", message, Details.NONE);
  }

  public static StatusException tooManyRequests(String message, int retryAfterSeconds) {
    return of(
        429, "TooManyRequests", message, Details.NONE.withRetryAfterSeconds(retryAfterSeconds));
  }

  public static StatusException timeout(String message) {
    return of(504, "Timeout", message, Details.NONE);
  }

  public static StatusException unavailable(String message) {
    return of(503, "ServiceUnavailable", message, Details.NONE);
  }

  public static StatusException internal(String why) {
    return of(
        500,
        "InternalError",
        "Internal error occurred: " + why,
        Details.NONE.withCauses(List.of(new Cause("", why, ""))));
  }
}
