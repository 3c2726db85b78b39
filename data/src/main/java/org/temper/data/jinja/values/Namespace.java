package org.temper.data.jinja.values;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes that a template sets, in scopes within as well. */
public final class Namespace implements Attributed {
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  /**
   * Sets an attribute.
   *
   * @param name its name
   * @param value its value
   */
  public void set(String name, Object value) {
    if (name.startsWith("_")) {
      throw new Fault("a namespace's attribute may not begin with an underscore, got " + name);
    }
    attributes.put(name, value);
  }

  @Override
  public @Nullable Object attribute(String name) {
    return attributes.get(name);
  }

  @Override
  public String type() {
    return "Namespace";
  }

  /** Its attributes as a dict. */
  Dict dict() {
    Dict dict = new Dict();
    attributes.forEach(dict::put);
    return dict;
  }
}
