package org.temper.data.jinja.evaluation;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.methods.Lookup;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Arguments.Bound;
import org.temper.data.jinja.values.Attributed;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Callable;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Namespace;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Range;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;

/** Functions that every template has. */
final class Functions {
  private final Clock clock;
  private final Budget budget;

  private Functions(Clock clock, Budget budget) {
    this.clock = clock;
    this.budget = budget;
  }

  static Map<String, Object> all(Clock clock, Budget budget) {
    Functions functions = new Functions(clock, budget);
    Map<String, Object> all = new HashMap<>();
    all.put("range", (Callable) Functions::range);
    all.put("dict", functions.new DictFunction());
    all.put("namespace", (Callable) functions::namespace);
    all.put("cycler", (Callable) Cycler::new);
    all.put("joiner", (Callable) Joiner::new);
    all.put("lipsum", (Callable) Functions::lipsum);
    all.put("raise_exception", (Callable) functions::raise);
    all.put("strftime_now", (Callable) functions::now);
    return all;
  }

  private static Object range(Arguments arguments) {
    Bound bound = arguments.bindPositional("range", 1, 3);
    if (arguments.positional().size() == 1) {
      return Range.of(0, Numbers.index(bound.get(0)), 1);
    }
    return Range.of(
        Numbers.index(bound.get(0)), Numbers.index(bound.get(1)), Numbers.index(bound.get(2, 1L)));
  }

  private static Object lipsum(Arguments arguments) {
    throw new Fault("the function lipsum is not supported");
  }

  private Dict dict(Arguments arguments) {
    Dict dict = new Dict();
    for (Object value : arguments.positional()) {
      if (arguments.positional().size() > 1) {
        throw new Fault("dict expected at most 1 argument");
      }
      add(value, dict);
    }
    budget.items(arguments.keywords().size());
    arguments.keywords().forEach(dict::put);
    return dict;
  }

  private void add(Object value, Dict dict) {
    if (value instanceof Dict other) {
      budget.items(other.size());
      other.entries().forEach(entry -> dict.put(entry.key(), entry.value()));
      return;
    }
    for (Iterator<Object> pairs = Types.iterator(value, budget); pairs.hasNext(); ) {
      List<Object> pair = Types.list(pairs.next(), budget);
      if (pair.size() != 2) {
        throw new Fault("dictionary update sequence has an element of length " + pair.size());
      }
      dict.put(pair.get(0), pair.get(1));
    }
  }

  /** The function {@code dict}, which has one of its own. */
  private final class DictFunction implements Callable, Attributed {
    @Override
    public Object call(Arguments arguments) {
      return dict(arguments);
    }

    @Override
    public @Nullable Object attribute(String name) {
      return name.equals("fromkeys") ? Lookup.attributeOrNull(new Dict(), name, budget) : null;
    }

    @Override
    public String type() {
      return "TemplateDict";
    }
  }

  private Object namespace(Arguments arguments) {
    Namespace namespace = new Namespace();
    for (Dict.Entry entry : dict(arguments).entries()) {
      namespace.set(Types.text(entry.key()), entry.value());
    }
    return namespace;
  }

  private Object raise(Arguments arguments) {
    Object message = arguments.bind("raise_exception", 1, "message").get(0);
    throw new Fault(Texts.str(message, budget));
  }

  private Object now(Arguments arguments) {
    String format = Types.text(arguments.bind("strftime_now", 1, "format").get(0));
    return TimeFormat.format(ZonedDateTime.now(clock), format, budget);
  }

  /** Values that come again and again. */
  private static final class Cycler implements Attributed {
    private final List<Object> values;
    private int position;

    Cycler(Arguments arguments) {
      values = arguments.positional();
      arguments.bindPositional("cycler", 0, values.size());
      if (values.isEmpty()) {
        throw new Fault("at least one item has to be provided");
      }
    }

    private Object next(Arguments arguments) {
      arguments.bindPositional("next", 0, 0);
      Object value = values.get(position);
      position = (position + 1) % values.size();
      return value;
    }

    private Object reset(Arguments arguments) {
      arguments.bindPositional("reset", 0, 0);
      position = 0;
      return None.NONE;
    }

    @Override
    public @Nullable Object attribute(String name) {
      return switch (name) {
        case "current" -> values.get(position);
        case "next" -> (Callable) this::next;
        case "reset" -> (Callable) this::reset;
        case "pos" -> (long) position;
        case "items" -> Tuple.of(values);
        default -> null;
      };
    }

    @Override
    public String type() {
      return "Cycler";
    }
  }

  /** A function that gives nothing once, then a separator. */
  private static final class Joiner implements Callable, Attributed {
    private final Object separator;
    private boolean used;

    Joiner(Arguments arguments) {
      separator = arguments.bind("joiner", 0, "sep").get(0, ", ");
    }

    @Override
    public Object call(Arguments arguments) {
      arguments.bindPositional("joiner", 0, 0);
      Object value = used ? separator : "";
      used = true;
      return value;
    }

    @Override
    public @Nullable Object attribute(String name) {
      return switch (name) {
        case "sep" -> separator;
        case "used" -> used;
        default -> null;
      };
    }

    @Override
    public String type() {
      return "Joiner";
    }
  }
}
