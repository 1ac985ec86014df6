package k4j.apiserver.list;

import java.util.ArrayList;
import java.util.List;
import k4j.api.meta.StatusException;
import k4j.api.selector.FieldSelector;
import k4j.api.selector.LabelSelector;
import k4j.api.selector.SelectorException;
import k4j.apiserver.registry.ServedResource;
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
  public static Selection of(ServedResource served, Query query) {
    try {
      LabelSelector labels = LabelSelector.parse(query.first("labelSelector"));
      FieldSelector selector = FieldSelector.parse(query.first("fieldSelector"));
      SelectableFields fields = served.fields();
      List<Term> terms = selector.terms().stream().map(term -> term(served, term)).toList();
      return new Selection(labels, fields, terms);
    } catch (SelectorException malformed) {
      throw StatusException.badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  /// The same for the one object of this name, which old URLs of watches have in their path.
  ///
  /// @param name empty for all
  public Selection named(ServedResource served, String name) {
    if (name.isEmpty()) {
      return this;
    }
    var more = new ArrayList<>(terms);
    more.add(new Term(served.fields().position("metadata.name"), true, name));
    return new Selection(labels, fields, more);
  }

  private static Term term(ServedResource served, FieldSelector.Term term) {
    int position = served.fields().position(term.field());
    if (position < 0) {
      throw StatusException.badRequest(UnknownFields.message(served.resource(), term.field()));
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
