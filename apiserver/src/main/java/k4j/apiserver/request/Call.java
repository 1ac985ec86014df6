package k4j.apiserver.request;

import k4j.apiserver.authentication.User;

/// One request on its way through the server, whoever sent it and however it came.
///
/// @param method GET, HEAD, POST, PUT, PATCH or DELETE
public record Call(
    User user,
    String method,
    RequestInfo info,
    Query query,
    Headers headers,
    Body body,
    Warnings warnings,
    Trail trail) {

  public static Call of(
      User user, String method, String path, Query query, Headers headers, Body body) {
    return new Call(
        user,
        method,
        RequestInfos.of(method, path, query),
        query,
        headers,
        body,
        new Warnings(),
        new Trail());
  }

  public Call withInfo(RequestInfo other) {
    return new Call(user, method, other, query, headers, body, warnings, trail);
  }

  public Call withHeaders(Headers other) {
    return new Call(user, method, info, query, other, body, warnings, trail);
  }

  public Call withUser(User other) {
    return new Call(other, method, info, query, headers, body, warnings, trail);
  }
}
