package org.dayfly.bench.report;

import java.util.List;
import java.util.Locale;

/** Draws charts below one another, as SVG. */
final class Plot {
    private static final int WIDTH = 860;
    private static final int LABELS = 340;
    private static final int FIGURES = 70;
    private static final int BAR = 22;
    private static final int HEAD = 44;

    private final StringBuilder shapes = new StringBuilder();
    private int y;

    static String of(List<Chart> charts) {
        Plot plot = new Plot();
        charts.forEach(plot::draw);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
                <style>
                text { font: 13px sans-serif; fill: #24292f } .head { font-weight: bold }
                rect { fill: #b6c2cf } .ours { fill: #1f883d } .page { fill: #ffffff }
                </style>
                <rect class="page" width="%1$d" height="%2$d"/>
                %3$s</svg>
                """.formatted(WIDTH, plot.y + BAR, plot.shapes);
    }

    private void draw(Chart chart) {
        y += HEAD;
        text(12, y - 12, "head", "start", chart.title());
        double most = chart.bars().stream().mapToDouble(Chart.Bar::value).max().orElse(1);
        for (Chart.Bar bar : chart.bars()) {
            double length = (WIDTH - LABELS - FIGURES) * bar.value() / most;
            text(LABELS - 8, y + 15, "label", "end", bar.label());
            shapes.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                    bar.ours() ? "ours" : "other",
                    LABELS,
                    y + 2,
                    Math.max(length, 1),
                    BAR - 5));
            text(LABELS + (int) length + 6, y + 15, "figure", "start", Figure.of(bar.value()));
            y += BAR;
        }
    }

    private void text(int x, int baseline, String kind, String anchor, String text) {
        shapes.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                kind,
                x,
                baseline,
                anchor,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
