package k4j.api.meta;

import k4j.api.json.JsonObject;

/// A typed look at a part of an object: a record around a node of the tree. Fields that the view
/// does not know survive in the tree.
public interface View {

  JsonObject json();
}
