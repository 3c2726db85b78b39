package org.temper.environments.tools;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.data.chat.Param;
import org.temper.data.chat.Tool;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;

/** An object's annotated methods as tools. */
final class ObjectToolbox implements Toolbox {
  /** A class is read once, though each episode has an object of it. */
  private static final ClassValue<Methods> METHODS =
      new ClassValue<>() {
        @Override
        protected Methods computeValue(Class<?> type) {
          return Methods.of(type);
        }
      };

  private final Object object;
  private final Methods methods;

  private ObjectToolbox(Object object, Methods methods) {
    this.object = object;
    this.methods = methods;
  }

  static ObjectToolbox of(Object object) {
    return new ObjectToolbox(object, METHODS.get(object.getClass()));
  }

  private record Methods(
      ImmutableMap<String, Method> byName, ImmutableList<ToolDefinition> definitions) {
    static Methods of(Class<?> type) {
      TreeMap<String, Method> methods = new TreeMap<>();
      ImmutableList<ToolDefinition> definitions = ImmutableList.copyOf(ToolDefinition.allOf(type));
      for (Method method : type.getMethods()) {
        Tool tool = method.getAnnotation(Tool.class);
        // A bridge has its annotations from the method that it leads to.
        if (tool != null && !method.isBridge()) {
          String name = tool.name().isEmpty() ? method.getName() : tool.name();
          checkArgument(
              methods.put(name, method) == null,
              "%s: expected tools of different names, got '%s' twice; name them (@Tool(name = …))",
              type.getSimpleName(),
              name);
          // Public methods of a class that is not public itself.
          method.setAccessible(true);
        }
      }
      return new Methods(ImmutableMap.copyOf(methods), definitions);
    }
  }

  @Override
  public List<ToolDefinition> definitions() {
    return methods.definitions();
  }

  @Override
  public ToolResult call(ToolCall call) throws Exception {
    Method method = methods.byName().get(call.name());
    if (method == null) {
      return Arguments.unknownTool(call.name(), definitions());
    }
    Parameter[] parameters = method.getParameters();
    @Nullable Object[] values = new @Nullable Object[parameters.length];
    JsonNode arguments = call.arguments();
    for (int i = 0; i < values.length; i++) {
      String name =
          JavaValues.name(parameters[i].getAnnotation(Param.class), parameters[i].getName());
      JsonNode given = arguments.get(name);
      try {
        values[i] = JavaValues.of(parameters[i].getParameterizedType(), given);
      } catch (ArithmeticException | IllegalArgumentException e) {
        return ToolResult.refused(
            CallProblem.WRONG_TYPE,
            call.name()
                + ": "
                + name
                + ": expected a value of "
                + parameters[i].getType().getSimpleName()
                + ", got "
                + Excerpt.of(given, 48)
                + (e.getMessage() == null ? "" : " (" + Excerpt.of(e.getMessage()) + ")"));
      }
    }
    return ToolResult.of(ReturnedValue.text(method.getReturnType(), invoke(method, values)));
  }

  private @Nullable Object invoke(Method method, @Nullable Object[] values) throws Exception {
    try {
      return method.invoke(object, values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof Exception exception ? exception : e;
    }
  }

  @Override
  public void close() throws Exception {
    if (object instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @Override
  public String toString() {
    return object.getClass().getSimpleName() + Arrays.toString(methods.byName().keySet().toArray());
  }
}
