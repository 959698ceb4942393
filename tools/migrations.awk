# Turns src/FEATURE/*.sql into the C table of its numbered migrations.
#     awk -v feature=promises -f tools/migrations.awk src/promises/promise.sql
# A migration starts at a line "-- migration N: what it does". Other comment lines stay out.
BEGIN {
    print "/* Made by tools/migrations.awk. */"
    print "#include \"db/migrate.h\""
    printf "extern const struct migration %s_migrations[];\nextern const int %s_migration_count;\n", feature, feature
    printf "const struct migration %s_migrations[] = {\n", feature
}
/^-- migration [0-9]+/ {
    if (count) print "    },"
    split($3, number, ":")
    if (number[1] != count + 1) {
        printf "%s:%d: migration %s comes after %d\n", FILENAME, FNR, number[1], count > "/dev/stderr"
        exit 1
    }
    count++
    printf "    {\"%s\", %d,\n", feature, count
    next
}
/^-- (sqlite:|postgres:|end)/ { printf "     \"%s\\n\"\n", $0; next }
/^[ \t]*--/ || /^[ \t]*$/ { next }
{
    sub(/[ \t]+-- .*$/, "")
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    printf "     \"%s\\n\"\n", $0
}
END {
    if (count) print "    },"
    print "};"
    printf "const int %s_migration_count = %d;\n", feature, count
}
