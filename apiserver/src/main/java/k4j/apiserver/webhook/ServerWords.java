package k4j.apiserver.webhook;

import java.util.Locale;
import k4j.apiserver.upstream.ResponseHead;

/// What client-go says about a server's failure that is no `Status` (apimachinery,
/// `NewGenericServerResponse`). Pure.
final class ServerWords {

  private ServerWords() {}

  static String of(int code, ResponseHead head, String body) {
    String type = head.first("content-type").toLowerCase(Locale.ROOT);
    String text = type.startsWith("text/") || type.isEmpty() ? body.strip() : "unknown";
    return switch (code) {
      case 400 -> "the server rejected our request for an unknown reason";
      case 401 -> "the server has asked for the client to provide credentials";
      case 403 -> text.equals("unknown") || text.isEmpty() ? "unknown" : text;
      case 404 -> "the server could not find the requested resource";
      case 405 -> "the server does not allow this method on the requested resource";
      case 406 -> acceptable(text);
      case 409 -> "the server reported a conflict";
      case 410 -> "the server no longer provides this resource at the requested address (gone)";
      case 413 -> "the request is too large";
      case 415 -> "the media type was not supported";
      case 422 -> "the server rejected our request due to an error in our request";
      case 429 -> "the server has received too many requests and has asked us to try again later";
      case 503 -> "the server is currently unable to handle the request";
      case 504 ->
          "the server was unable to return a response in the time allotted, but may still be"
              + " processing the request";
      default ->
          code >= 500
              ? "an error on the server (\"%s\") has prevented the request from succeeding"
                  .formatted(escaped(text))
              : "the server responded with the status code %d but did not return more information"
                  .formatted(code);
    };
  }

  private static String acceptable(String text) {
    return text.equals("unknown")
        ? "the server was unable to respond with a content type that the" + " client supports"
        : text;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
