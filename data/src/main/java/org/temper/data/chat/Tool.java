package org.temper.data.chat;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A mark of a Java method that is a tool. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Tool {
  /**
   * What the tool does, as the model is told.
   *
   * @return the description
   */
  String value();

  /**
   * The tool's name; the method's where it is empty.
   *
   * @return the name
   */
  String name() default "";
}
