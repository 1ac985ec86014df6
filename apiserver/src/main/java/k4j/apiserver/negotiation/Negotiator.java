package k4j.apiserver.negotiation;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.meta.StatusException;
import k4j.apiserver.negotiation.Negotiation.Place;
import k4j.apiserver.request.Headers;

/// Remembers which form fits which `Accept` field: clients send always the same.
public final class Negotiator {

  private static final String JSON = "application/json";
  private static final int MOST = 512;

  private final Map<Wanted, Optional<Form>> known = new ConcurrentHashMap<>();

  private record Wanted(String accept, Place place) {}

  /// @param protobuf whether the answer's kind has a protobuf form
  /// @throws StatusException 406 where nothing fits
  public Form form(Headers headers, boolean protobuf) {
    return form(headers, protobuf, false);
  }

  /// The form of an object of a kind that has no tables, such as a review.
  ///
  /// @throws StatusException 406 where nothing fits
  public Form formWithoutTables(Headers headers) {
    return find(headers, Place.OBJECTS_WITHOUT_TABLES)
        .orElseThrow(() -> StatusException.notAcceptable(Negotiation.refusal(false)));
  }

  /// The form of a watch's events.
  ///
  /// @throws StatusException 406 where nothing fits that can be streamed
  public Form streamForm(Headers headers, boolean protobuf) {
    Form form = form(headers, protobuf, true);
    if (!form.encoding().streams()) {
      throw StatusException.notAcceptable(Negotiation.refusal(true));
    }
    return form;
  }

  private Form form(Headers headers, boolean protobuf, boolean stream) {
    Place place = protobuf ? Place.OBJECTS : Place.OBJECTS_WITHOUT_PROTOBUF;
    return find(headers, place)
        .orElseThrow(() -> StatusException.notAcceptable(Negotiation.refusal(stream)));
  }

  /// The form of a failure; empty where the client accepts nothing of what there is.
  public Optional<Form> statusForm(Headers headers) {
    return find(headers, Place.STATUS);
  }

  private Optional<Form> find(Headers headers, Place place) {
    String accept = headers.first("accept");
    if (accept.isEmpty() || accept.equals(JSON)) {
      return Optional.of(Form.JSON);
    }
    var wanted = new Wanted(accept, place);
    Optional<Form> form = known.get(wanted);
    if (form == null) {
      form = Negotiation.form(accept, place);
      if (known.size() < MOST) {
        known.put(wanted, form);
      }
    }
    return form;
  }
}
