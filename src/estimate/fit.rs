//! How much smaller a slide is set, as `src/page/fit.js` finds it in a browser.

use super::Fit;
use super::dom::{Dom, Id};
use super::flow::Flow;
use super::layout::Scene;
use super::media::Natural;
use super::page::{Page, Rule};
use super::style::{BOTTOM, Display, Known, LEFT, RIGHT, Styles, TOP};

/// Halvings between the smallest size and the full one.
const STEPS: usize = 5;

/// How far a slide may reach over its box.
const TOLERANCE: f32 = 1.0;

/// What a slide needs at one size.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Needs {
    pub(super) width: f32,
    pub(super) height: f32,
    /// The first block that reaches over the edge.
    pub(super) block: Option<Id>,
}

/// A slide that is measured.
pub(super) struct Slide<'a> {
    pub(super) dom: Dom,
    pub(super) section: Id,
    pub(super) page: &'a Page,
    pub(super) known: &'a mut Known,
    pub(super) picture: &'a dyn Fn(&str) -> Option<Natural>,
}

/// What was found: whether it fits, and what it needs at its full and at its last size.
pub(super) struct Found {
    pub(super) fit: Fit,
    pub(super) full: Needs,
    pub(super) last: Needs,
}

impl Slide<'_> {
    /// Finds the largest size at which the slide fits.
    pub(super) fn fit(&mut self) -> Found {
        let style =
            self.dom.elements[self.section].attribute("style").unwrap_or_default().to_string();
        let (full, base) = self.needs();
        let found = |fit, last| Found { fit, full, last };
        if !self.overflows(full) {
            return found(Fit::Whole, full);
        }
        let rule = self.page.rule(&self.dom.elements[self.section]);
        match rule {
            Rule::Clip => return found(Fit::Clipped, full),
            Rule::Scroll => {
                self.set("data-fit", "scroll");
                let last = self.needs().0;
                return found(Fit::Scrolled, last);
            }
            Rule::Shrink | Rule::Split => {}
        }
        let least = self.page.smallest_text() / base.max(1.0);
        let least = if least.is_nan() { 1.0 } else { least.clamp(0.5, 1.0) };
        let mut needs = self.at(&style, base, least);
        if self.too_wide(needs) && self.dom.elements.iter().any(|element| &*element.name == "pre") {
            self.add_class("wrap");
            needs = self.at(&style, base, least);
        }
        if self.overflows(needs) && rule == Rule::Split {
            return found(Fit::Split, needs);
        }
        if self.overflows(needs) {
            self.set("data-fit", "scroll");
            let last = self.needs().0;
            return found(Fit::Scrolled, last);
        }
        let (mut good, mut bad) = (least, 1.0);
        for _ in 0..STEPS {
            let middle = ((good + bad) / 2.0 * 100.0).floor() / 100.0;
            if middle <= good {
                break;
            }
            let tried = self.at(&style, base, middle);
            if self.overflows(tried) {
                bad = middle;
            } else {
                (good, needs) = (middle, tried);
            }
        }
        found(Fit::Shrunk(good), needs)
    }

    fn too_wide(&self, needs: Needs) -> bool {
        needs.width > self.page.width + TOLERANCE
    }

    fn overflows(&self, needs: Needs) -> bool {
        self.too_wide(needs) || needs.height > self.page.height + TOLERANCE
    }

    fn at(&mut self, style: &str, base: f32, factor: f32) -> Needs {
        if factor < 1.0 {
            self.set("style", &format!("{style};font-size:{}px;--fit:{factor}", base * factor));
        }
        self.needs().0
    }

    fn set(&mut self, name: &str, value: &str) {
        let attributes = &mut self.dom.elements[self.section].attributes;
        attributes.retain(|(own, _)| &**own != name);
        attributes.push((name.into(), value.into()));
    }

    fn add_class(&mut self, class: &str) {
        self.dom.elements[self.section].classes.push(class.into());
    }

    /// What it needs at its present size, and its font size.
    fn needs(&mut self) -> (Needs, f32) {
        let Page { width, height, .. } = *self.page;
        let styles = Styles::of(&self.dom, &self.page.rules, self.known);
        let Some(style) = styles.get(self.section) else { return (Needs::default(), 16.0) };
        let pad = |side: usize| style.padding[side].of(width) + style.border[side];
        let inside = (height - pad(TOP) - pad(BOTTOM)).max(0.0);
        let scene = Scene::new(&self.dom, &styles, self.section, inside, self.picture);
        let inner = (width - pad(LEFT) - pad(RIGHT)).max(1.0);
        let is_block = matches!(style.display, Display::Block | Display::FlowRoot);
        let laid = match style.display {
            Display::Flex => scene.flex(self.section, style, inner),
            Display::Grid => scene.grid(self.section, style, inner),
            _ => scene.blocks(self.section, inner, &mut Flow::default(), 0.0, (false, false), true),
        };
        let edge = if is_block { laid.edge + pad(RIGHT) } else { 0.0 };
        let needs = Needs {
            width: pad(LEFT) + laid.right.max(edge),
            height: pad(TOP) + (laid.height + pad(BOTTOM)).max(laid.low),
            block: None,
        };
        let reach = scene.reach.borrow();
        let low = height - pad(TOP) - pad(BOTTOM) + TOLERANCE;
        let too_wide = needs.width > width + TOLERANCE;
        let over = reach
            .iter()
            .find(|(_, down, right)| *down > low || (too_wide && *right > inner + TOLERANCE));
        let block = over.or(reach.last()).map(|(id, ..)| *id);
        (Needs { block, ..needs }, style.font_size)
    }
}
