package org.temper.environments.verifiers.calls;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.environments.verifiers.calls.FunctionSignature.ParameterType;
import org.temper.environments.verifiers.calls.PythonValue.Dict;
import org.temper.environments.verifiers.calls.PythonValue.Items;
import org.temper.environments.verifiers.calls.PythonValue.Str;
import org.temper.environments.verifiers.calls.PythonValue.ValueType;

/** The comparison of a call with a possible one, by the rules of BFCL's checker. */
final class CallMatch {
  private static final Pattern IGNORED = Pattern.compile("[ ,./\\-_*^]");

  private CallMatch() {}

  /** What is wrong with a call; empty where nothing is. */
  static Optional<String> problem(
      FunctionSignature signature, FunctionCall call, PossibleCall possible, CallTypes types) {
    if (!call.name().equals(signature.name())) {
      return Optional.of("expected a call of " + signature.name() + ", got " + shown(call.name()));
    }
    for (String parameter : signature.required()) {
      if (!call.arguments().containsKey(parameter)) {
        return Optional.of(parameter + ": expected a value, as it is required, got none");
      }
    }
    for (var argument : call.arguments().entrySet()) {
      ParameterType type = signature.parameters().get(argument.getKey());
      List<PythonValue> allowed = possible.allowed().get(argument.getKey());
      if (type == null || allowed == null) {
        return Optional.of("expected no argument " + shown(argument.getKey()) + ", got one");
      }
      Optional<String> problem =
          types
              .typed(argument.getValue(), type)
              .flatMap(
                  typed ->
                      types
                          .check(typed, type, allowed)
                          .map(form -> isAllowed(typed, form, allowed)))
              .map(fits -> fits ? Optional.<String>empty() : Optional.of("another value"))
              .orElse(Optional.of("another type"));
      if (problem.isPresent()) {
        return Optional.of(
            "%s: expected one of %s, got %s: %s"
                .formatted(
                    argument.getKey(), shown(allowed), problem.get(), shown(argument.getValue())));
      }
    }
    return possible.allowed().entrySet().stream()
        .filter(e -> !call.arguments().containsKey(e.getKey()) && !isOptional(e.getValue()))
        .findFirst()
        .map(e -> e.getKey() + ": expected one of " + shown(e.getValue()) + ", got none");
  }

  private static String shown(Object value) {
    return Excerpt.of(value, 80);
  }

  static boolean isOptional(List<PythonValue> allowed) {
    return contains(allowed, new Str(""));
  }

  private static boolean isAllowed(
      PythonValue value, CallTypes.Form form, List<PythonValue> allowed) {
    return switch (form) {
      case DICTIONARY -> allowed.stream().anyMatch(one -> dictionaryMatches(value, one));
      case DICTIONARIES -> allowed.stream().anyMatch(one -> dictionariesMatch(value, one));
      case TEXT ->
          contains(
              allowed.stream().filter(Str.class::isInstance).map(CallMatch::plain).toList(),
              plain(value));
      case LIST -> allowed.stream().anyMatch(one -> plainItems(value).isEqualTo(plainItems(one)));
      case OTHER -> contains(allowed, value);
    };
  }

  private static boolean dictionaryMatches(PythonValue value, PythonValue possible) {
    if (!(value instanceof Dict given) || !(possible instanceof Dict allowed)) {
      return false;
    }
    boolean known =
        given.values().entrySet().stream()
            .allMatch(
                entry ->
                    contains(
                        choices(allowed, entry.getKey()).stream().map(CallMatch::plain).toList(),
                        plain(entry.getValue())));
    boolean whole =
        allowed.values().keySet().stream()
            .allMatch(key -> given.values().containsKey(key) || isOptional(choices(allowed, key)));
    return known && whole;
  }

  /** What is allowed for a key; a value that is in no list, as in some of the data, is alone. */
  private static List<PythonValue> choices(Dict allowed, String key) {
    PythonValue choices = allowed.values().get(key);
    if (choices == null) {
      return List.of();
    }
    return choices instanceof Items items ? items.values() : List.of(choices);
  }

  private static boolean dictionariesMatch(PythonValue value, PythonValue possible) {
    if (!(value instanceof Items given)
        || !(possible instanceof Items allowed)
        || given.values().size() != allowed.values().size()) {
      return false;
    }
    for (int i = 0; i < given.values().size(); i++) {
      if (!dictionaryMatches(given.values().get(i), allowed.values().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(List<PythonValue> values, PythonValue value) {
    return values.stream().anyMatch(value::isEqualTo);
  }

  /** A list with its text as it is compared; a text, which stands for no value, as an empty one. */
  private static PythonValue plainItems(PythonValue value) {
    return new Items(
        ValueType.LIST,
        value instanceof Items items
            ? items.values().stream().map(CallMatch::plain).toList()
            : List.of());
  }

  /** Text without case, spaces and some marks; anything else as it is. */
  private static PythonValue plain(PythonValue value) {
    return value instanceof Str text
        ? new Str(
            IGNORED
                .matcher(text.value())
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replace('\'', '"'))
        : value;
  }
}
