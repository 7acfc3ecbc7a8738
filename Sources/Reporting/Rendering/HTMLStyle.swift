/// The style sheet: one for screen, dark and paper.
enum HTMLStyle {
  static let sheet = """
    :root{--page:#fafaf8;--card:#fff;--ink:#1b2330;--soft:#5a6475;--rule:#dfe2e7;--main:#1d5fb4;--second:#c25a12;
    --third:#5b7f2b;--good:#1a7a48;--warning:#9a6300;--bad:#b3261e;--neutral:#64748b;--goodbg:#e8f5ee;
    --warningbg:#fdf3e0;--badbg:#fcebea;--neutralbg:#eef1f5;--h0:#e6ebf2;--h1:#f6dfb4;--h2:#f0a860;--h3:#d8612f;
    --h4:#9c2218}
    @media screen and (prefers-color-scheme:dark){:root{--page:#12161d;--card:#1a2029;--ink:#e6eaf0;--soft:#9fabbc;
    --rule:#2f3846;--main:#6aa9f7;--second:#f0985a;--third:#9cc466;--good:#5ccb8f;--warning:#e0b04a;--bad:#f2837b;
    --neutral:#8b98ab;--goodbg:#15301f;--warningbg:#33290f;--badbg:#381a18;--neutralbg:#232b37;--h0:#252e3b;
    --h1:#5a4a22;--h2:#9a6426;--h3:#d2652f;--h4:#ff8a70}}
    *{box-sizing:border-box}
    html{background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
    "Helvetica Neue",Arial,sans-serif}
    body{margin:0}
    main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
    header{border-bottom:3px solid var(--main);padding-bottom:1rem;margin-bottom:1.75rem}
    h1{font-size:2rem;line-height:1.2;margin:0 0 .4rem;letter-spacing:-.015em}
    h2{font-size:1.25rem;line-height:1.3;margin:2.4rem 0 .75rem;letter-spacing:-.01em}
    p{margin:.6rem 0;max-width:46rem}
    .lead{margin:0;max-width:none;color:var(--soft)}
    .more{color:var(--soft);font-size:.875rem}
    .note{display:flex;gap:.7rem;max-width:none;padding:.7rem 1rem;border-left:4px solid;border-radius:3px;
    font-size:1.0625rem}
    .note .glyph{font-weight:700}
    .note.good{background:var(--goodbg);border-color:var(--good)}
    .note.warning{background:var(--warningbg);border-color:var(--warning)}
    .note.bad{background:var(--badbg);border-color:var(--bad)}
    .note.neutral{background:var(--neutralbg);border-color:var(--neutral)}
    .note.good .glyph,.verdict.good{color:var(--good)}
    .note.warning .glyph,.verdict.warning{color:var(--warning)}
    .note.bad .glyph,.verdict.bad{color:var(--bad)}
    .note.neutral .glyph,.verdict.neutral{color:var(--soft)}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.8rem;margin:1.1rem 0}
    .figures div{background:var(--card);border:1px solid var(--rule);border-top:3px solid var(--neutral);
    border-radius:4px;padding:.75rem 1rem}
    .figures .good{border-top-color:var(--good)}.figures .warning{border-top-color:var(--warning)}
    .figures .bad{border-top-color:var(--bad)}
    dt{color:var(--soft);font-size:.875rem}
    dd{margin:0;font-size:1.6rem;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
    dd.more{font-size:.875rem;font-weight:400;line-height:1.4;margin-top:.2rem}
    .scroll{overflow-x:auto;margin:1rem 0}
    table{border-collapse:collapse;width:100%;font-size:.9375rem}
    caption{text-align:left;color:var(--soft);font-size:.875rem;padding-bottom:.35rem}
    th,td{padding:.4rem .75rem .4rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule);
    overflow-wrap:break-word}
    th{font-weight:600;font-size:.8125rem;color:var(--soft);border-bottom-color:var(--neutral);overflow-wrap:normal}
    th:last-child,td:last-child{padding-right:0}
    .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .n+:not(.n){padding-left:.75rem}
    .k{white-space:nowrap;font-variant-numeric:tabular-nums}
    .verdict{white-space:nowrap;font-weight:600}
    .course{white-space:nowrap}.course svg{display:block}
    code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.85em}
    code{overflow-wrap:break-word}
    li code{display:inline-block;background:var(--neutralbg);padding:0 .4em;border-radius:3px}
    pre{background:var(--card);border:1px solid var(--rule);border-radius:4px;padding:.9rem 1rem;overflow-x:auto;
    line-height:1.35;font-size:.78rem}
    ul,ol{padding-left:1.2rem;max-width:50rem}li{margin:.4rem 0}
    figure{margin:1.3rem 0;background:var(--card);border:1px solid var(--rule);border-radius:4px;padding:.9rem 1rem}
    figcaption{font-weight:600;margin-bottom:.4rem}
    figure svg{display:block;width:100%;height:auto}
    .beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:.9rem;margin:1.1rem 0}
    .beside figure{margin:0}
    .marks{columns:2;column-gap:2rem;font-size:.8125rem;color:var(--soft);margin:.6rem 0 0;max-width:none}
    .marks li{margin:.1rem 0;break-inside:avoid}
    svg text{font-family:inherit}
    .t{font-size:12px;fill:var(--soft)}.strong{fill:var(--ink)}.t.n{font-variant-numeric:tabular-nums}
    .lv{fill:var(--bad);font-weight:600}
    .grid{stroke:var(--rule);stroke-width:1}.axis{stroke:var(--neutral);stroke-width:1}
    .zero{stroke:var(--neutral);stroke-width:1.2}
    .level{stroke:var(--bad);stroke-width:1.2;stroke-dasharray:5 4}
    .mark{stroke:var(--neutral);stroke-width:1;stroke-dasharray:2 3}
    .mc{stroke:none;fill:var(--neutral)}.mc.good{fill:var(--good)}.mc.warning{fill:var(--warning)}.mc.bad{fill:var(--bad)}
    .mt{font-size:10.5px;font-weight:700;fill:var(--card)}
    .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
    .line.main{stroke:var(--main)}.line.second{stroke:var(--second);stroke-dasharray:7 4}
    .line.third{stroke:var(--third);stroke-dasharray:2 4}
    .line.faint{stroke:var(--neutral);stroke-width:1.2;stroke-dasharray:4 4}
    .dot{fill:var(--main)}.dot.second{fill:var(--second)}.dot.third{fill:var(--third)}.dot.faint{fill:var(--neutral)}
    .dot.dots{fill:var(--main);fill-opacity:.45}
    .band{fill:var(--main);fill-opacity:.15}.band.second{fill:var(--second)}.band.third{fill:var(--third)}
    .bar,.fill{fill:var(--neutral)}.bar.good,.fill.good{fill:var(--good)}.bar.bad,.fill.bad{fill:var(--bad)}
    .bar.warning,.fill.warning{fill:var(--warning)}
    .whisker{stroke:var(--neutral);stroke-width:2}.whisker.good{stroke:var(--good)}.whisker.bad{stroke:var(--bad)}
    .whisker.warning{stroke:var(--warning)}
    .hist.main{fill:var(--main);fill-opacity:.55}.hist.second{fill:var(--second);fill-opacity:.4;stroke:var(--second)}
    .h.none{fill:var(--rule)}.h0{fill:var(--h0)}.h1{fill:var(--h1)}.h2{fill:var(--h2)}.h3{fill:var(--h3)}
    .h4{fill:var(--h4)}
    @media (max-width:34rem){main{padding-top:1.25rem}h1{font-size:1.6rem}.marks{columns:1}}
    @page{margin:16mm 14mm}
    @media print{html{background:#fff;font-size:10.5pt}main{max-width:none;padding:0}section{break-inside:auto}
    h2{break-after:avoid;margin-top:1.4rem}figure,.figures,.note,tr,pre{break-inside:avoid}.scroll{overflow:visible}
    .figures{grid-template-columns:repeat(auto-fit,minmax(8rem,1fr))}.beside{grid-template-columns:repeat(2,1fr)}
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}pre{white-space:pre-wrap}td,code{overflow-wrap:anywhere}}

    """
}
