package com.acme.library;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Lends books to readers. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Library {
    public static void main(String[] args) {
        SpringApplication.run(Library.class, args);
    }
}
