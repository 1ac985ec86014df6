package k4j.apiserver.list;

import java.util.List;
import k4j.api.meta.StatusException;
import k4j.api.selector.FieldSelector;
import k4j.api.selector.LabelSelector;
import k4j.api.selector.SelectorException;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Query;
import k4j.apiserver.storage.SelectableFields;
import k4j.apiserver.storage.StoredObject;

/// The selectors of one request, resolved so that no object needs to be parsed to be judged.
public final class Selection {

  private final LabelSelector labels;
  private final SelectableFields fields;
  private final List<Term> terms;

  private record Term(int position, boolean equal, String value) {}

  private Selection(LabelSelector labels, SelectableFields fields, List<Term> terms) {
    this.labels = labels;
    this.fields = fields;
    this.terms = List.copyOf(terms);
  }

  /// @throws StatusException 400 where a selector is malformed or names an unknown field
  public static Selection of(ServedResource served, Call call) {
    Query query = call.query();
    try {
      LabelSelector labels = LabelSelector.parse(query.first("labelSelector"));
      FieldSelector selector = FieldSelector.parse(query.first("fieldSelector"));
      SelectableFields fields = served.fields();
      List<Term> terms = selector.terms().stream().map(term -> term(served, term)).toList();
      terms = withName(terms, fields.position("metadata.name"), call.info().name());
      return new Selection(labels, fields, terms);
    } catch (SelectorException malformed) {
      throw StatusException.badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  /// A URL that names one object selects it as a field selector does.
  private static List<Term> withName(List<Term> terms, int position, String name) {
    if (name.isEmpty()) {
      return terms;
    }
    Term wanted = new Term(position, true, name);
    if (terms.isEmpty()) {
      return List.of(wanted);
    }
    if (!terms.contains(wanted)) {
      throw StatusException.badRequest("fieldSelector metadata.name doesn't match requested name");
    }
    return terms;
  }

  private static Term term(ServedResource served, FieldSelector.Term term) {
    int position = served.fields().position(term.field());
    if (position < 0) {
      throw StatusException.badRequest(UnknownFields.message(served, term.field()));
    }
    return new Term(position, term.equal(), term.value());
  }

  public boolean isEverything() {
    return labels.isEverything() && terms.isEmpty();
  }

  /// What the keys of all objects that may be chosen begin with.
  ///
  /// @param namespace of the request, empty for all
  public String prefix(ServedResource served, String namespace) {
    int name = fields.position("metadata.name");
    for (Term term : terms) {
      boolean one = term.equal() && term.position() == name && !term.value().isEmpty();
      if (one && (!served.resource().namespaced() || !namespace.isEmpty())) {
        return served.key(namespace, term.value());
      }
    }
    return served.prefix(namespace);
  }

  public boolean matches(StoredObject object) {
    return matchesFields(object) && (labels.isEverything() || labels.matches(object.labels()));
  }

  private boolean matchesFields(StoredObject object) {
    if (terms.isEmpty()) {
      return true;
    }
    String[] values = object.selected(fields);
    for (Term term : terms) {
      if (term.equal() != term.value().equals(values[term.position()])) {
        return false;
      }
    }
    return true;
  }
}
