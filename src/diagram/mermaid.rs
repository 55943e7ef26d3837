//! Mermaid sources into SVG, by the crate merman.

use super::{Failure, Ground, MAX_SECONDS, paint};
use merman::svg::{
    HostTheme, HostThemeAppearance, Presentation, PresentationRenderPolicy, RenderResourcePolicy,
    SvgPipeline, SvgRenderOptions,
};
use merman::{
    Engine, MermaidConfig, OperationControl, RenderError, RenderOutput, RenderRequest, Renderer,
    SvgEnvironment, SvgRequest,
};
use std::sync::OnceLock;
use std::time::Duration;

/// What the library made.
pub(super) struct Drawn {
    pub(super) svg: String,
    pub(super) ground: Option<Ground>,
}

/// Renders a source. The same source gives the same drawing: neither clock, chance nor fonts play a part.
pub(super) fn render(source: &str, id: &str) -> Result<Drawn, Failure> {
    let (renderer, presentation) = renderer();
    let environment =
        SvgEnvironment::deterministic().with_resource_policy(RenderResourcePolicy::interactive());
    let request = SvgRequest {
        environment,
        pipeline: Some(SvgPipeline::resvg_safe()),
        presentation: *presentation,
        options: SvgRenderOptions { diagram_id: Some(id.to_string()), ..Default::default() },
        ..SvgRequest::default()
    };
    let control = OperationControl::new().with_deadline(Duration::from_secs(MAX_SECONDS));
    match renderer.render(RenderRequest::svg(source, control, request)) {
        Ok(RenderOutput::Svg(Some(svg))) => {
            Ok(Drawn { svg: svg.into_parts().0, ground: ground(source) })
        }
        Ok(_) | Err(RenderError::NoDiagram) => Err(mistake("there is no diagram in it")),
        Err(error) => Err(failure(source, &error)),
    }
}

/// One renderer for all diagrams.
fn renderer() -> &'static (Renderer, PresentationRenderPolicy) {
    static RENDERER: OnceLock<(Renderer, PresentationRenderPolicy)> = OnceLock::new();
    RENDERER.get_or_init(|| {
        let resolved = Presentation::new().with_theme(theme()).resolve();
        let engine = Engine::new().with_site_config(MermaidConfig::from_value(sizes()));
        let engine = resolved.materialize_engine(engine);
        (Renderer::new().with_engine(engine), resolved.render_policy())
    })
}

/// Text is as large in all kinds of diagrams.
fn sizes() -> serde_json::Value {
    let axis = serde_json::json!({ "labelFontSize": 16, "titleFontSize": 16 });
    serde_json::json!({
        "gantt": { "fontSize": 16, "sectionFontSize": 16, "barHeight": 28, "barGap": 6 },
        "xyChart": { "width": 640, "height": 300, "xAxis": axis, "yAxis": axis },
        "quadrantChart": {
            "chartWidth": 560, "chartHeight": 300, "pointLabelFontSize": 16, "pointRadius": 6,
            "pointTextPadding": 10,
        },
        "themeVariables": {
            "commitLabelFontSize": "15px",
            "tagLabelFontSize": "14px",
            "pieOpacity": "1",
            "pieSectionTextColor": "#ffffff",
        },
    })
}

fn theme() -> HostTheme {
    let mut theme = HostTheme::new().with_appearance(HostThemeAppearance::Light);
    for (role, color) in paint::ROLES {
        theme = theme.try_with_role(role, color).expect("our colours are colours");
    }
    let series = paint::series_marks();
    let series = series.iter().map(String::as_str);
    theme.try_with_series_palette(series).expect("our colours are colours")
}

/// The ground for the theme that a source chooses in its directives or header, if it does.
fn ground(source: &str) -> Option<Ground> {
    let source = source.trim_start();
    let header = source.strip_prefix("---").and_then(|rest| rest.split("\n---").next());
    let directives = source.split("%%{").skip(1).filter_map(|rest| rest.split("}%%").next());
    let mut chosen = directives.chain(header).filter(|text| text.contains("theme"));
    let chosen = chosen.next()?;
    Some(if chosen.contains("dark") { Ground::Dark } else { Ground::Light })
}

fn mistake(message: &str) -> Failure {
    Failure::Mistake { range: None, message: message.to_string() }
}

fn failure(source: &str, error: &RenderError) -> Failure {
    match error {
        RenderError::Cancelled(_) => Failure::TooSlow,
        RenderError::Parse(diagnostic) => {
            let span = diagnostic.terminal_diagnostic_details().span;
            let range = span.map(|span| span.start..span.end.min(source.len()));
            Failure::Mistake {
                range: range.filter(|range| source.get(range.clone()).is_some()),
                message: plain(&diagnostic.terminal_safe_message()),
            }
        }
        error => mistake(&plain(&error.to_string())),
    }
}

/// The library's words on one line and not too many.
fn plain(message: &str) -> String {
    let line = message.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // `Diagram parse error (flowchart-v2): …`
    let line = match line.split_once("): ") {
        Some((before, rest)) if before.contains("error (") => rest,
        _ => line,
    };
    line.chars().filter(|c| !c.is_control()).take(200).collect()
}
