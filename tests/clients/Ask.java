import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;

/** Asks a database over JDBC: an address as argument, a statement a line on stdin; columns with types, rows, an empty line on stdout. */
public class Ask {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Connection connection = DriverManager.getConnection(arguments[0]);
                Statement statement = connection.createStatement()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                try (ResultSet rows = statement.executeQuery(line)) {
                    print(rows, out);
                }
            }
        }
        out.flush();
    }

    private static void print(ResultSet rows, PrintStream out) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        int[] types = new int[columns.getColumnCount()];
        StringBuilder line = new StringBuilder();
        for (int place = 0; place < types.length; place++) {
            line.append(columns.getColumnName(place + 1)).append(':').append(columns.getColumnTypeName(place + 1)).append('\t');
        }
        out.println(line);
        boolean first = true;
        while (rows.next()) {
            // where a driver takes types from values, it knows them now
            for (int place = 0; first && place < types.length; place++) {
                types[place] = columns.getColumnType(place + 1);
            }
            first = false;
            line.setLength(0);
            for (int place = 0; place < types.length; place++) {
                line.append(escaped(value(rows, place + 1, types[place]))).append('\t');
            }
            out.println(line);
        }
        out.println();
    }

    /** Reads a value as a tool would for that type. */
    private static Object value(ResultSet rows, int place, int type) throws SQLException {
        switch (type) {
            case Types.DATE:
                return rows.getDate(place) == null ? null : rows.getDate(place).toLocalDate();
            case Types.TIMESTAMP:
            case Types.TIMESTAMP_WITH_TIMEZONE:
                return rows.getTimestamp(place) == null ? null : rows.getTimestamp(place).toInstant();
            case Types.INTEGER:
            case Types.BIGINT:
                long number = rows.getLong(place);
                return rows.wasNull() ? null : number;
            default:
                return rows.getString(place);
        }
    }

    private static String escaped(Object value) {
        return value == null ? "\\N" : value.toString().replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }
}
